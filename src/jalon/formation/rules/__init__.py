"""Pure rules of training: calendars, differences between programmes, positions, gauges, signs of dropping out."""
