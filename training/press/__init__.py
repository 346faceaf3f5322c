"""Newspaper pages printed by a browser and read back by PDF tools, with gold: training and held-out pages of known layout.

Articles (`articles`) are dressed as papers print them (`dressing`), set as a page of columns (`broadsheet`) or as a printout
from a database (`printout`), printed by Chromium to PDF (`browser`), and read by one of five extractors (`extractors`).
"""
