"""Files of plans and surveys turned into checked rows; nothing here writes."""
