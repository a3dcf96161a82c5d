"""The order of the stages, and what of a build belongs to no single one."""
