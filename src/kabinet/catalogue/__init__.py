"""Services a party can get and the templates they are built from."""
