"""What a group of people is called, once."""

HUB_ADMINISTRATORS = "Hub administrators"
EDITORS = "Editors"
