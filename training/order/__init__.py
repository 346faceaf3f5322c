"""How `corpus/order.npz` is made: the statistics that bring shuffled columns back in reading order.

`truth` lays gold over a shuffled page, fragment by fragment; `material` reads pages and running text. From these come hashed
tables of characters (`tables`), vectors of line ends and beginnings (`towers`), small networks (`networks`), networks that choose
what follows what (`attention`, with the loss of `choices`), both from `examples`, and the weights of the column search (`search`).
Only `towers`, `attention` and `choices` need torch.
"""
