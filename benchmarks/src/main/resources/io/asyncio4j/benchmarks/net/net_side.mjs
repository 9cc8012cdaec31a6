// The server of Node's side: net_side.mjs MODE CERTIFICATE KEY. As net_side.py.
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { createSocket } from "node:dgram";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

const [mode, certificate, key] = process.argv.slice(2);
const BLOCK = 65536, QUESTION = 1024, HEAD = 24;
const AMOUNT = Number(process.env.AMOUNT), AT_A_TIME = 4;

process.stdin.on("data", () => {
  if (globalThis.gc) globalThis.gc();
  console.log(process.memoryUsage().rss);
});
process.stdin.on("end", () => process.exit(0));

function serve(socket) {
  socket.on("error", () => socket.destroy());
  socket.setNoDelay?.(true);
  if (mode === "bulk") {
    const block = Buffer.alloc(BLOCK);
    const fill = () => { while (socket.write(block)); };
    socket.on("drain", fill);
    fill();
    return;
  }
  let rest = Buffer.alloc(0);
  socket.on("data", data => {
    if (mode === "two") {
      rest = rest.length ? Buffer.concat([rest, data]) : data;
      while (rest.length >= QUESTION) {
        socket.write(rest.subarray(0, HEAD));
        socket.write(rest.subarray(HEAD, QUESTION));
        rest = rest.subarray(QUESTION);
      }
    } else if (mode === "lines") {
      rest = rest.length ? Buffer.concat([rest, data]) : data;
      for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) {
        socket.write(rest.subarray(0, end + 1));
      }
    } else {
      socket.write(data);
    }
  });
}

const ended = child => new Promise(resolve => child.on("close", resolve));

if (mode === "udp") {
  const socket = createSocket("udp4");
  socket.on("message", (data, from) => socket.send(data, from.port, from.address));
  socket.bind(0, "127.0.0.1", () => console.log(socket.address().port));
} else if (mode === "spawn") {
  for (const counts of [false, true]) {
    const start = performance.now();
    await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
      for (let i = 0; i < AMOUNT / AT_A_TIME; i++) await ended(spawn("true", { stdio: "inherit" }));
    }));
    if (counts) console.log(AMOUNT / ((performance.now() - start) / 1000));
  }
  process.exit(0);
} else if (mode === "pipe") {
  for (const counts of [false, true]) {
    const start = performance.now();
    const child = spawn("head", ["-c", String(AMOUNT), "/dev/zero"], { stdio: ["inherit", "pipe", "inherit"] });
    let total = 0;
    child.stdout.on("data", data => { total += data.length; });
    await ended(child);
    if (counts) console.log(total / 1e6 / ((performance.now() - start) / 1000));
  }
  process.exit(0);
} else {
  const server = mode === "tls"
    ? createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, serve)
    : createServer(serve);
  server.listen({ port: 0, host: "127.0.0.1", backlog: 2000 }, () => console.log(server.address().port));
}
