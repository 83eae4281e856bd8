"""What the admin's permissions mean here: the hub looks, and the register's own tools write."""

import rules

from accounts.permissions import is_hub_admin

for model in ("school", "post", "localauthority", "area", "importrun"):
    rules.add_perm(f"schools.view_{model}", is_hub_admin)
