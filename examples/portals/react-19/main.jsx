// React 19 sets the properties of the element, and listens to `on` with the name of the event.
import React, { useState } from "react";
import { createRoot } from "react-dom/client";

const RADAR = "http://127.0.0.1:8091/";
const init = { config: { title: "Acme Radar" } };

function Portal() {
  const [isShown, show] = useState(true);
  const [theme, setTheme] = useState("dark");
  const [kept, keep] = useState(0);
  const save = (event) => {
    // A portal of yours asks its server here, and says `saved` only then.
    keep((before) => before + 1);
    event.target.saved(event.detail.revision);
  };
  return (
    <>
      <button onClick={() => show(!isShown)}>{isShown ? "Hide" : "Show"}</button>
      <button onClick={() => setTheme("light")}>Light</button>
      <p>Kept {kept}</p>
      {isShown && (
        <dsomm-radar src={RADAR} storage="memory" theme={theme} readonly={false} noNav={false} init={init} ondsomm-save={save} />
      )}
    </>
  );
}

createRoot(document.getElementById("root")).render(<Portal />);
