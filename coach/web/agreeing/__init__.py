"""What a calibration shows: `view` is the words and figures, `plots` the drawings, `page` a file of its own."""
