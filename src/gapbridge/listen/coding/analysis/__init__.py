"""What coded notes tell: retrieval, codes that meet, two coders compared, and exchange with other programs."""
