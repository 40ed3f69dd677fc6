"""What runs in the child process: the standard library alone, no Django, no openpyxl.

The child is a new interpreter that knows neither our packages nor those of others, so the modules
here import only each other and the standard library (a test sees to that).
"""
