// Notices that the page does not start, and asks why.js for the reason. It has to run where nothing
// else does, so it is a classic script that needs nothing; and every visitor loads it, so it is short.
(() => {
  // What the program writes as markup are plain elements. See docs/hosting.md.
  const TAG = /<\/?(?!script|style|i?frame|object|embed|base|meta|link|math|foreign|use|image|set|animate)[a-z]\w*(?: (?!on|src|style)[\w:-]+(?:="[^"<>]*")?)*\s?\/?>/gi;
  const HERE = new URL("./", document.baseURI).href;
  try {
    window.trustedTypes?.createPolicy("default", {
      createHTML: (text) => (/[<>]/.test(text.replace(TAG, "")) ? null : text),
      createScriptURL(text) {
        const { href } = new URL(text, HERE);
        return href.startsWith(HERE) ? href : null;
      },
    });
  } catch {
    // A policy of the server knows other names only; boot.js says that it cannot start.
  }

  const faults = [];
  const isWaiting = () => document.getElementById("boot") && document.getElementById("rescue").hidden;
  let isAsked = false;
  const ask = () => {
    if (isAsked) return dsommStart.look?.();
    isAsked = true;
    try {
      const script = document.createElement("script");
      script.src = "./why.js";
      document.head.append(script);
    } catch {
      // Trusted Types again. An import needs none, only a better server.
      import("./why.js");
    }
  };
  const soon = (delay) => setTimeout(() => isWaiting() && ask(), delay);
  window.dsommStart = {
    faults,
    isWaiting,
    fail(cause) {
      dsommStart.cause = cause;
      ask();
    },
  };
  const note = (event) => faults.length < 20 && faults.push(event) && soon(1000);
  for (const type of ["error", "unhandledrejection", "securitypolicyviolation"]) addEventListener(type, note, true);
  soon(10000);
  document.getElementById("boot-late")?.remove();
})();
