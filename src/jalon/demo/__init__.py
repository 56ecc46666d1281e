"""An invented centre and its sessions, told with the product's own operations: the demo and the scenarios."""
