// Vue has to know that the element is none of its components. Objects are given as properties.
import { createApp, ref } from "vue";

const app = createApp({
  setup() {
    const kept = ref(0);
    const save = (event) => {
      // A portal of yours asks its server here, and says `saved` only then.
      kept.value += 1;
      event.target.saved(event.detail.revision);
    };
    return { radar: "http://127.0.0.1:8091/", init: { config: { title: "Acme Radar" } }, isShown: ref(true), theme: ref("dark"), kept, save };
  },
  template: `
    <button @click="isShown = !isShown">{{ isShown ? "Hide" : "Show" }}</button>
    <button @click="theme = 'light'">Light</button>
    <p>Kept {{ kept }}</p>
    <dsomm-radar v-if="isShown" :src="radar" storage="memory" :theme="theme" :readonly="false" :init.prop="init" @dsomm-save="save" />`,
});
app.config.compilerOptions.isCustomElement = (name) => name === "dsomm-radar";
app.mount("#root");
