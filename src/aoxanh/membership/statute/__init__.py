"""The statute's numbers as data: one file a version, each value with source, validity and how sure we are (R-VER-03).

Three layers say what holds: the statute of a congress, the guidance on it, the guidance on business (R-VER-01); of the twelfth
congress HD 20 and HD 30 (R-VER-02). A value names the layer it is from as its source.
"""
