"""How fast a build is, beside a plain copy and the text steps of other tools."""
