"""The libraries that speak HTTP, httpx2 and the httpcore2 under it: the only importer of either in this stage."""

from __future__ import annotations

import httpcore2 as httpcore2
import httpx2 as httpx2
