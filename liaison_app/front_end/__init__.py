"""Building the front end: what is cut, drawn and stamped before and after Reflex compiles the pages."""
