"""The ONNX graph of MiniLM-L6: six BERT layers over texts of one length, from token ids to token states.

All texts of a run have the same number of tokens, so there is no padding and no mask: a text gets the same bits
whatever batch it is in. Large weights are declared as external and handed in by the caller at load time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ingest.model_files import is_external

_Array = np.ndarray[Any, Any]

LAYERS, HEADS, HEAD_SIZE, WIDTH = 6, 12, 32, 384
_OPSET, _IR_VERSION, _EPSILON = 20, 9, 1e-12


def build_graph(tensors: Mapping[str, _Array]) -> bytes:
    """The serialised graph: `input_ids` (n, t) int64 to `states` (n, t, 384) float32."""
    return _Graph(tensors).build()


class _Graph:
    def __init__(self, tensors: Mapping[str, _Array]) -> None:
        self._tensors = tensors
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def build(self) -> bytes:
        state = self._embeddings()
        for layer in range(LAYERS):
            state = self._layer(state, f"encoder.layer.{layer}.")
        self._op("Concat", ["shape", self._value("width", [WIDTH])], "states_shape", axis=0)
        self._op("Reshape", [state, "states_shape"], "states")
        graph = helper.make_graph(
            self._nodes,
            "minilm",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["n", "t"])],
            [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["n", "t", WIDTH])],
            list(self._constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
        return bytes(model.SerializeToString(deterministic=True))

    def _embeddings(self) -> str:
        words = self._op("Gather", [self._weight("embeddings.word_embeddings.weight"), "input_ids"], "words")
        self._op("Shape", ["input_ids"], "shape")
        self._op("Shape", ["input_ids"], "length", start=1, end=2)
        zero = self._value("zero", [0])
        positions = self._weight("embeddings.position_embeddings.weight")
        self._op("Slice", [positions, zero, "length", zero], "positions")
        # Every token is of the first segment, so its type embedding is one constant row.
        kind = self._value("segment", self._tensors["embeddings.token_type_embeddings.weight"][0])
        self._op("Add", ["positions", kind], "places")
        self._op("Add", [words, "places"], "embedded")
        # From here on one row per token: a two-dimensional Gemm adds up alike whatever the batch.
        self._op("Concat", ["shape", self._value("by_head", [HEADS, HEAD_SIZE])], "heads_shape", axis=0)
        self._op("Reshape", ["embedded", self._value("rows", [-1, WIDTH])], "embedded_rows")
        return self._norm("embedded_rows", "embeddings.LayerNorm")

    def _layer(self, state: str, prefix: str) -> str:
        context = self._attention(state, prefix + "attention.self.")
        attended = self._dense(context, prefix + "attention.output.dense")
        self._op("Add", [attended, state], prefix + "attended")
        middle = self._norm(prefix + "attended", prefix + "attention.output.LayerNorm")
        wide = self._dense(middle, prefix + "intermediate.dense")
        self._op("Gelu", [wide], prefix + "gelu")
        narrow = self._dense(prefix + "gelu", prefix + "output.dense")
        self._op("Add", [narrow, middle], prefix + "sum")
        return self._norm(prefix + "sum", prefix + "output.LayerNorm")

    def _attention(self, state: str, prefix: str) -> str:
        query = self._split(self._dense(state, prefix + "query"), [0, 2, 1, 3])
        key = self._split(self._dense(state, prefix + "key"), [0, 2, 3, 1])
        value = self._split(self._dense(state, prefix + "value"), [0, 2, 1, 3])
        scale = self._value("scale", np.array(HEAD_SIZE**-0.5, dtype=np.float32))
        self._op("MatMul", [query, key], prefix + "raw")
        self._op("Mul", [prefix + "raw", scale], prefix + "scaled")
        self._op("Softmax", [prefix + "scaled"], prefix + "weights", axis=-1)
        self._op("MatMul", [prefix + "weights", value], prefix + "by_head")
        self._op("Transpose", [prefix + "by_head"], prefix + "by_token", perm=[0, 2, 1, 3])
        return self._op("Reshape", [prefix + "by_token", "rows"], prefix + "context")

    def _split(self, rows: str, order: list[int]) -> str:
        self._op("Reshape", [rows, "heads_shape"], rows + ".heads")
        return self._op("Transpose", [rows + ".heads"], rows + ".turned", perm=order)

    def _dense(self, state: str, name: str) -> str:
        return self._op("Gemm", [state, self._weight(name + ".weight"), self._weight(name + ".bias")], name, transB=1)

    def _norm(self, state: str, name: str) -> str:
        inputs = [state, self._weight(name + ".weight"), self._weight(name + ".bias")]
        return self._op("LayerNormalization", inputs, name, axis=-1, epsilon=_EPSILON)

    def _op(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _value(self, name: str, value: Any) -> str:
        array = np.asarray(value) if isinstance(value, np.ndarray) else np.array(value, dtype=np.int64)
        self._constants.setdefault(name, numpy_helper.from_array(array, name))
        return name

    def _weight(self, tensor: str) -> str:
        array = self._tensors[tensor]
        if not is_external(tensor, array):
            return self._value(tensor, np.array(array))
        proto = onnx.TensorProto(name=tensor, data_type=TensorProto.FLOAT, dims=array.shape)
        proto.data_location = TensorProto.EXTERNAL
        for key, value in (("location", "weights"), ("length", str(array.nbytes))):
            proto.external_data.add(key=key, value=value)
        self._constants[tensor] = proto
        return tensor
