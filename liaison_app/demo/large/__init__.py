"""A program of the size that a big city's grows to in five years; all of it is made up."""
