"""How the weights that ship in the package are made: gold pages and articles in, `corpus/model.npz` out.

Nothing here is part of the installed package. All but `network`, `train` and `vectors` run without torch.
"""
