"""The tuned model as a graph of eight bits: from word vectors of one text to its log-odds."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from guardrails.scorer.second import MOST_TOKENS, TABLE
from ingest.minilm_graph import WIDTH, build_graph

_POSITIONS = "embeddings.position_embeddings.weight"
Array = np.ndarray[Any, Any]


def write_graph(tensors: Mapping[str, Array], head: tuple[Array, float], path: Path) -> None:
    """Write the layers of `tensors` and the head, without the word vectors: those come with the package of the sentence model."""
    model = onnx.load_from_string(build_graph(tensors))
    graph = model.graph
    for weight in graph.initializer:
        if weight.data_location == TensorProto.EXTERNAL and weight.name != TABLE:
            array = np.array(tensors[weight.name])
            cut = array[:MOST_TOKENS] if weight.name == _POSITIONS else array
            weight.CopyFrom(numpy_helper.from_array(cut, weight.name))
    _drop(graph.initializer, TABLE)
    _drop(graph.node, "words")
    for node in graph.node:
        if node.op_type == "Shape":
            node.input[0] = "words"
            if not node.attribute:
                node.attribute.extend([helper.make_attribute("start", 0), helper.make_attribute("end", 2)])
    del graph.input[:], graph.output[:]
    graph.input.append(helper.make_tensor_value_info("words", TensorProto.FLOAT, [1, "t", WIDTH]))
    graph.output.append(helper.make_tensor_value_info("logit", TensorProto.FLOAT, [1]))
    weight, bias = head
    for name, value in (("by_token", [1]), ("told", [-1])):
        graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.int64), name))
    graph.initializer.append(numpy_helper.from_array(np.asarray(weight, dtype=np.float32), "head.weight"))
    graph.initializer.append(numpy_helper.from_array(np.array([bias], dtype=np.float32), "head.bias"))
    graph.node.append(helper.make_node("ReduceMean", ["states", "by_token"], ["mean"], keepdims=0))
    graph.node.append(helper.make_node("Mul", ["mean", "head.weight"], ["weighed"]))
    graph.node.append(helper.make_node("ReduceSum", ["weighed", "by_token"], ["sum"], keepdims=0))
    graph.node.append(helper.make_node("Add", ["sum", "head.bias"], ["logit"]))
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        onnx.save(model, str(full))
        quantize_dynamic(
            full,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )


def _drop(items: Any, name: str) -> None:
    for place in [place for place, item in enumerate(items) if item.name == name][::-1]:
        del items[place]
