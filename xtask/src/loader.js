// Loads the chunks of the program. Made by `cargo xtask after-build` (xtask/src/chunks.rs), which
// fills in what stands between the signs; the program imports it.
import { initSync } from "./@GLUE@";

const GROUPS = @GROUPS@;
const PACKED = @PACKED@;

let imports;
/** What chunks import: the first part of the program. It runs when the first chunk is asked for. */
const shared = () => {
  if (!imports) {
    const { @SHARED@ } = initSync(undefined, undefined);
    imports = { __wasm_split: { @SHARED@ } };
  }
  return imports;
};

async function instantiate(answer) {
  const type = answer.headers.get("Content-Type") ?? "";
  // Streaming insists on the type; some servers do not know it.
  if (WebAssembly.instantiateStreaming && type.split(";")[0].trim() === "application/wasm") {
    return WebAssembly.instantiateStreaming(answer, shared());
  }
  return WebAssembly.instantiate(await answer.arrayBuffer(), shared());
}

/** Small chunks come in one module, each as a section of its own. */
async function unpack(answer) {
  const pack = await WebAssembly.compile(await answer.arrayBuffer());
  const parts = PACKED.map((name) => WebAssembly.Module.customSections(pack, name)[0]);
  for (const [at, part] of parts.entries()) {
    if (at % 64 === 63) await nextTurn();
    // Each is so small that the detour over another thread takes longer than compiling it here.
    new WebAssembly.Instance(new WebAssembly.Module(part), shared());
  }
}

/** Asking for many files at once would hold the page up; each is asked for in a task of its own. */
let turn = Promise.resolve();
const nextTurn = () => {
  turn = turn.then(
    () =>
      new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          done();
        };
        port2.postMessage(0);
      }),
  );
  return turn;
};

const files = {};
/** Fetches a file once, and runs it after `before`. A failure is forgotten: the next try fetches anew. */
function file(name, before) {
  const get = async () => {
    await nextTurn();
    const answer = await fetch(new URL(`./${name}-@HASH@.wasm`, import.meta.url));
    if (!answer.ok) throw new Error(`${answer.url}: the server answered ${answer.status}`);
    return answer;
  };
  const run = async () => {
    const [answer] = await Promise.all([get(), before]);
    return name === "@PACK@" ? unpack(answer) : instantiate(answer);
  };
  files[name] ??= run().catch((cause) => {
    delete files[name];
    throw cause;
  });
  return files[name];
}

/** Loads a group and calls back into the program, with whether that worked. */
async function load(group, callback, data) {
  let done = true;
  try {
    // A group's own file comes last: it may only run when what it shares with others is there.
    const names = GROUPS[group];
    const others = Promise.all(names.slice(0, -1).map((name) => file(name)));
    await file(names.at(-1), others);
  } catch (cause) {
    console.info(cause);
    done = false;
  }
  shared().__wasm_split.__indirect_function_table.get(callback)(data, done);
}

@LOADERS@
