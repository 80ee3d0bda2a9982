"""A server of llama.cpp's with a model of random weights, made here: `python tiny_model.py <folder> <port>`."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import gguf
import numpy as np
import xllamacpp

WIDTH = 64
WORDS = ["the", "time", "is", "four", "o", "clock", "and", "so", "we", "say", "a", "word", "here", "now", "then", "more"]


def vocabulary() -> list[tuple[bytes, gguf.TokenType, float]]:
    """Bytes, so that nothing is unknown, and some words."""
    special = [(b"<unk>", gguf.TokenType.UNKNOWN, 0.0), (b"<s>", gguf.TokenType.CONTROL, 0.0), (b"</s>", gguf.TokenType.CONTROL, 0.0)]
    letters = [(letter.encode(), gguf.TokenType.NORMAL, -100.0) for letter in "abcdefghijklmnopqrstuvwxyz"]
    words = [(f"\u2581{word}".encode(), gguf.TokenType.NORMAL, -float(rank)) for rank, word in enumerate(WORDS)]
    return [*special, *((f"<0x{byte:02X}>".encode(), gguf.TokenType.BYTE, 0.0) for byte in range(256)), *words, *letters]


def write_model(path: Path) -> None:
    """A llama of one layer: 280 kB."""
    tokens = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(4096)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(4)
    writer.add_head_count_kv(4)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // 4)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([token for token, _, _ in tokens])
    writer.add_token_types([kind for _, kind, _ in tokens])
    writer.add_token_scores([score for _, _, score in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template("{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}")
    for name, weights in weights_of(len(tokens)).items():
        writer.add_tensor(f"{name}.weight", weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def weights_of(vocabulary_size: int) -> dict[str, np.ndarray]:
    """The same on every machine."""
    random = np.random.default_rng(7)
    square = ("blk.0.attn_q", "blk.0.attn_k", "blk.0.attn_v", "blk.0.attn_output", "blk.0.ffn_gate", "blk.0.ffn_up", "blk.0.ffn_down")
    shapes = {"token_embd": vocabulary_size, "output": vocabulary_size, **dict.fromkeys(square, WIDTH)}
    drawn = {name: (random.standard_normal((rows, WIDTH)) * 0.3).astype(np.float32) for name, rows in shapes.items()}
    return {**drawn, **{name: np.ones(WIDTH, np.float32) for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")}}


def main() -> None:
    """Serve until it is ended."""
    path = Path(sys.argv[1]) / "tiny.gguf"
    write_model(path)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.hostnames = ["127.0.0.1"]
    params.port = int(sys.argv[2])
    params.n_ctx = 4096
    params.n_gpu_layers = 0
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    threading.Event().wait()


main()
