"""Why a rank moved: the change between two results of a block, taken apart, and the page that tells it."""
