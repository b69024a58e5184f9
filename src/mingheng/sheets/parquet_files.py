"""Parquet files as grids. The names of the columns stand for the heading row, so the first record is row 2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingheng.scoring.problems import FaultyInput, Problem
from mingheng.sheets.grids import MAX_BYTES, MAX_ROWS, Grid, refuse

_BATCH = 10_000


def open_parquet(path: Path) -> list[Grid]:
    """The one grid of a Parquet file. Raises FaultyInput when it is not one."""
    if path.stat().st_size == 0:
        raise refuse(path, "sheet_file_empty")
    try:
        with pq.ParquetFile(path) as file:
            metadata, schema = file.metadata, file.schema_arrow
    except (pa.ArrowException, OSError):
        raise refuse(path, "sheet_not_its_extension", what="其他类型的文件", extension=path.suffix) from None
    grid = Grid(path.name, "", lambda: _rows(path, schema), is_named=False)
    size = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    if size > MAX_BYTES:
        raise refuse(path, "sheet_file_too_large", limit=MAX_BYTES // 1024 // 1024)
    if metadata.num_rows > MAX_ROWS:
        raise refuse(path, "sheet_too_many_rows", limit=MAX_ROWS)
    nested = [field.name for field in schema if pa.types.is_nested(field.type) or _is_bytes(field.type)]
    if nested:
        raise FaultyInput(Problem("sheet_column_nested", grid.place(None, name)) for name in nested)
    return [grid]


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _rows(path: Path, schema: pa.Schema) -> Iterator[tuple[int, list[Any]]]:
    yield 1, list(schema.names)
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    row = 1
    try:
        # Texts stay as codes into a dictionary: a small file may repeat one long text a million times.
        with pq.ParquetFile(path, read_dictionary=texts) as file:
            for batch in file.iter_batches(batch_size=_BATCH):
                for cells in zip(*(_values(column) for column in batch.columns), strict=True):
                    row += 1
                    yield row, list(cells)
    except (pa.ArrowException, OSError):
        raise refuse(path, "sheet_file_broken") from None


def _values(column: pa.Array) -> list[Any]:
    if not pa.types.is_dictionary(column.type):
        return list(column.to_pylist())
    words = column.dictionary.to_pylist()
    return [None if code is None else words[code] for code in column.indices.to_pylist()]
