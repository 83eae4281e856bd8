"""The StreamField of this project: its blocks stay out of migrations."""

import json
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.fields import StreamField as WagtailStreamField

BLOCK_OPTIONS = ("min_num", "max_num", "block_counts", "collapsed")


class StreamField(WagtailStreamField):
    """A body of blocks whose definition is code, never history.

    The column is JSON whatever the blocks are, so a changed block changes no schema: migrations
    hold the field without its blocks, and adding or renaming one makes no migration. A data
    migration therefore sees no block types; it reads the stored list as `value.raw_data`.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        for option in BLOCK_OPTIONS:
            kwargs.pop(option, None)
        return name, path, [], kwargs

    def to_python(self, value: Any) -> Any:
        """As Wagtail's, except that without block types (in a migration) nothing is lost."""
        if self.block_types_arg or isinstance(value, StreamValue):
            return super().to_python(value)
        raw = json.loads(value) if isinstance(value, str) and value else value or []
        stream = StreamValue(self.stream_block, raw, is_lazy=True)
        stream._stream_field = self
        return stream
