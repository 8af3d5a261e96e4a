"""The demo program: a made-up program in the real city, planned by seed (`plan`) and loaded in batches (`load`)."""
