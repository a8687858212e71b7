#!/bin/sh
# What React 18, React 19 and Vue 3 write on a custom element, before and after it is defined.
# public/embed.js and docs/embedding.md rely on it: "false" as a text, objects that become
# "[object Object]", and properties that are set where there are some.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
for version in 18.3.1 19.1.0; do
  mkdir "react-$version"
  npm install --prefix "react-$version" --silent --no-audit --no-fund \
    "react@$version" "react-dom@$version" jsdom@26.1.0
done
mkdir vue
npm install --prefix vue --silent --no-audit --no-fund vue@3.5.13 jsdom@26.1.0

cat > page.cjs <<'JS'
const { JSDOM } = require('jsdom');
const dom = new JSDOM('<!doctype html><div id="root"></div>', { pretendToBeVisual: true });
global.window = dom.window;
for (const name of ['document', 'HTMLElement', 'Element', 'SVGElement', 'Node', 'customElements', 'CustomEvent']) {
  global[name] = dom.window[name];
}
Object.defineProperty(global, 'navigator', { value: dom.window.navigator, configurable: true });
global.IS_REACT_ACT_ENVIRONMENT = true;
exports.define = () => {
  class Part extends HTMLElement {
    set init(value) { this.got = { ...this.got, init: value }; }
    get init() { return this.got?.init ?? {}; }
    set readonly(value) { this.got = { ...this.got, readonly: value }; }
    get readonly() { return this.got?.readonly ?? false; }
  }
  customElements.define('x-part', Part);
};
exports.seen = () => {
  const part = document.querySelector('x-part');
  const attributes = Object.fromEntries(part.getAttributeNames().sort().map((name) => [name, part.getAttribute(name)]));
  return JSON.stringify({ attributes, properties: part.got ?? {} });
};
JS

cat > react.cjs <<'JS'
const { define, seen } = require('./page.cjs');
const React = require('react');
const { createRoot } = require('react-dom/client');
const act = React.act ?? require('react-dom/test-utils').act;
(async () => {
  if (process.argv[2] === 'defined') define();
  let heard = 0;
  const props = { init: { a: 1 }, readonly: false, 'no-nav': false, theme: 'dark', 'onx-save': () => { heard += 1; } };
  await act(async () => createRoot(document.getElementById('root')).render(React.createElement('x-part', props)));
  document.querySelector('x-part').dispatchEvent(new CustomEvent('x-save'));
  console.log(`${seen()} heard ${heard}`);
})();
JS

cat > vue.cjs <<'JS'
const { define, seen } = require('./page.cjs');
const Vue = require('vue');
if (process.argv[2] === 'defined') define();
Vue.render(Vue.h('x-part', { init: { a: 1 }, readonly: false, 'no-nav': false, theme: 'dark' }), document.getElementById('root'));
console.log(seen());
JS

failed=0
check() {
  printf '%s\n  %s\n' "$1" "$2"
  if [ "$2" != "$3" ]; then
    printf '  expected: %s\n' "$3"
    failed=1
  fi
}
for place in react-18.3.1 react-19.1.0 vue; do
  cp "${place%%-*}.cjs" "$place/run.cjs"
  cp page.cjs "$place/"
done
TEXTS='{"attributes":{"init":"[object Object]","no-nav":"false","readonly":"false","theme":"dark"},"properties":{}}'
SET='{"attributes":{%"theme":"dark"},"properties":{"init":{"a":1},"readonly":false}}'
check 'React 18.3.1, element defined' "$(node react-18.3.1/run.cjs defined)" "$TEXTS heard 0"
check 'React 18.3.1, not yet defined' "$(node react-18.3.1/run.cjs)" "$TEXTS heard 0"
check 'React 19.1.0, element defined' "$(node react-19.1.0/run.cjs defined)" "$(echo "$SET" | sed 's/%//') heard 1"
check 'React 19.1.0, not yet defined' "$(node react-19.1.0/run.cjs)" \
  '{"attributes":{"init":"[object Object]","theme":"dark"},"properties":{}} heard 1'
check 'Vue 3.5.13, element defined' "$(node vue/run.cjs defined)" "$(echo "$SET" | sed 's/%/"no-nav":"false",/')"
check 'Vue 3.5.13, not yet defined' "$(node vue/run.cjs)" \
  '{"attributes":{"init":"[object Object]","no-nav":"false","theme":"dark"},"properties":{}}'
exit $failed
