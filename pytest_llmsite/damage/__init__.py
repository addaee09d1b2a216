"""Damage: defects that are in a site after a step and were not in it before."""
