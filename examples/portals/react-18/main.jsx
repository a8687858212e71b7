// React 18 writes attributes only, so what is no text goes through a ref, and so do events.
import React, { useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";

const RADAR = "http://127.0.0.1:8091/";
const init = { config: { title: "Acme Radar" } };

function Radar({ theme, onSave }) {
  const ref = useRef(null);
  useEffect(() => {
    const radar = ref.current;
    radar.init = init;
    radar.addEventListener("dsomm-save", onSave);
    return () => radar.removeEventListener("dsomm-save", onSave);
  }, [onSave]);
  return <dsomm-radar ref={ref} src={RADAR} storage="memory" theme={theme} readonly={String(false)} />;
}

function Portal() {
  const [isShown, show] = useState(true);
  const [theme, setTheme] = useState("dark");
  const [kept, keep] = useState(0);
  const [save] = useState(() => (event) => {
    // A portal of yours asks its server here, and says `saved` only then.
    keep((before) => before + 1);
    event.target.saved(event.detail.revision);
  });
  return (
    <>
      <button onClick={() => show(!isShown)}>{isShown ? "Hide" : "Show"}</button>
      <button onClick={() => setTheme("light")}>Light</button>
      <p>Kept {kept}</p>
      {isShown && <Radar theme={theme} onSave={save} />}
    </>
  );
}

createRoot(document.getElementById("root")).render(<Portal />);
