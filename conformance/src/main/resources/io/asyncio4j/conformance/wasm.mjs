// Runs the interpreter on a CPython that is WebAssembly: node wasm.mjs PYODIDE SOURCES, standard input and output as
// with any other Python.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, sources] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
const python = await loadPyodide();

const chunk = Buffer.alloc(1 << 16);
let read = [];
let lines = [];

function line() {
  while (lines.length === 0) {
    let size;
    try {
      size = fs.readSync(0, chunk);
    } catch (e) {
      if (e.code !== "EAGAIN") throw e;
      continue;
    }
    if (size === 0) return "";
    read.push(Buffer.from(chunk.subarray(0, size)));
    if (chunk.subarray(0, size).includes(10)) {
      const parts = Buffer.concat(read).toString("utf8").split("\n");
      read = [Buffer.from(parts.pop())];
      lines = parts;
    }
  }
  return lines.shift() + "\n";
}

function write(text) {
  for (let rest = Buffer.from(text + "\n"); rest.length > 0;) {
    try {
      rest = rest.subarray(fs.writeSync(1, rest));
    } catch (e) {
      if (e.code !== "EAGAIN") throw e;
    }
  }
}

// Not setStdin: it cuts lines of more than 8 KiB.
python.registerJsModule("host", { line });
python.setStdout({ batched: write });
python.FS.mkdir("/conformance");
python.FS.mount(python.FS.filesystems.NODEFS, { root: sources }, "/conformance");
python.runPython(`
import sys
from host import line
sys.stdin = iter(line, "")
sys.path.insert(0, "/conformance")
import interpreter
`);
