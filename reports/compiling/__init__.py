"""The consolidated report: assembled from accepted material, then edited passage by passage."""
