"""Progress of whole regions: two tables of the same PDs, some time apart."""
