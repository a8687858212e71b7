//! Pictures out of the page: PNG from SVG, the clipboard; and style sheets of parts of the program.
//!
//! What is rarely called is called by its name, so that the first view does not have to bring glue
//! for it.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Calls a method by its name.
pub(super) fn call(on: &JsValue, name: &str, with: &[JsValue]) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(on, &name.into())?.dyn_into()?;
    Reflect::apply(&method, on, &with.iter().cloned().collect::<Array>())
}

/// Makes an object of the class with this name.
fn make(class: &str, with: &[JsValue]) -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &class.into())?.dyn_into()?;
    Reflect::construct(&class, &with.iter().cloned().collect::<Array>())
}

pub(super) fn set(on: &JsValue, name: &str, value: JsValue) -> Result<(), JsValue> {
    Reflect::set(on, &name.into(), &value).map(|_| ())
}

pub(super) fn document() -> Result<JsValue, JsValue> {
    Reflect::get(&js_sys::global(), &"document".into())
}

pub(super) async fn wait(promise: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(promise.dyn_into::<Promise>()?).await
}

/// Adds a style sheet that a part of the program brings, once. The policy of the page allows no
/// style in elements; a sheet that the program makes is none.
pub fn adopt_styles(name: &str, css: impl FnOnce() -> String) {
    let adopt = || {
        let (document, name) = (document()?, format!("styles-{name}"));
        if Reflect::has(&document, &name.as_str().into())? {
            return Ok(());
        }
        let sheet = make("CSSStyleSheet", &[])?;
        call(&sheet, "replaceSync", &[css().into()])?;
        let known = Reflect::get(&document, &"adoptedStyleSheets".into())?;
        let all = call(&known, "concat", &[sheet])?;
        set(&document, "adoptedStyleSheets", all)?;
        set(&document, &name, true.into())
    };
    // A browser that cannot do it shows the page plainly.
    let _: Result<(), JsValue> = adopt();
}

/// Puts the focus on the element with this id, also where it is a part of a drawing.
pub fn focus_drawn(id: &str) {
    let focus = || {
        let element = call(&document()?, "getElementById", &[id.into()])?;
        call(&element, "focus", &[])
    };
    let _: Result<JsValue, JsValue> = focus();
}

pub(super) fn blob(part: JsValue, kind: &str) -> Result<JsValue, JsValue> {
    let options = Object::new();
    set(&options, "type", kind.into())?;
    make("Blob", &[Array::of1(&part).into(), options.into()])
}

/// Draws an SVG document so many times larger, as the bytes of a PNG.
async fn png(svg: &str, larger: f64) -> Result<JsValue, JsValue> {
    let url = Reflect::get(&js_sys::global(), &"URL".into())?;
    let address = call(
        &url,
        "createObjectURL",
        &[blob(svg.into(), "image/svg+xml")?],
    )?;
    let drawn = draw(&address, larger).await;
    let _ = call(&url, "revokeObjectURL", &[address]);
    drawn
}

async fn draw(address: &JsValue, larger: f64) -> Result<JsValue, JsValue> {
    let image = make("Image", &[])?;
    set(&image, "src", address.clone())?;
    wait(call(&image, "decode", &[])?).await?;
    let canvas = call(&document()?, "createElement", &["canvas".into()])?;
    let mut sizes = [0.0; 2];
    for (size, (from, to)) in sizes
        .iter_mut()
        .zip([("naturalWidth", "width"), ("naturalHeight", "height")])
    {
        let natural = Reflect::get(&image, &from.into())?.as_f64();
        *size = natural.unwrap_or_default() * larger;
        set(&canvas, to, (*size).into())?;
    }
    let pen = call(&canvas, "getContext", &["2d".into()])?;
    let [width, height] = sizes;
    let box_ = [0.0, 0.0, width, height].map(JsValue::from);
    let with: Vec<JsValue> = [image].into_iter().chain(box_).collect();
    call(&pen, "drawImage", &with)?;
    let promise = Promise::new(&mut |done, failed| {
        if call(&canvas, "toBlob", &[done.into(), "image/png".into()]).is_err() {
            let _ = failed.call0(&JsValue::NULL);
        }
    });
    let drawn = JsFuture::from(promise).await?;
    match drawn.is_null() {
        true => Err(drawn),
        false => Ok(drawn),
    }
}

/// Offers a blob as a file to save.
pub(super) fn save(blob: &JsValue, name: &str) -> Result<(), JsValue> {
    let url = Reflect::get(&js_sys::global(), &"URL".into())?;
    let address = call(&url, "createObjectURL", std::slice::from_ref(blob))?;
    let link = call(&document()?, "createElement", &["a".into()])?;
    set(&link, "href", address.clone())?;
    set(&link, "download", name.into())?;
    call(&link, "click", &[])?;
    // The download has its own hold on the data once it has begun.
    gloo_timers::callback::Timeout::new(30_000, move || {
        let _ = call(&url, "revokeObjectURL", &[address]);
    })
    .forget();
    Ok(())
}

/// Offers a picture as a PNG to save. `Err`: a sentence for the user.
pub async fn download_png(svg: &str, larger: f64, name: &str) -> Result<(), String> {
    let saved = async { save(&png(svg, larger).await?, name) };
    saved.await.map_err(|_| {
        "The browser could not draw the picture as PNG. Save it as SVG instead.".to_owned()
    })
}

/// Puts a picture into the clipboard, as PNG. `Err`: a sentence for the user.
pub async fn copy_png(svg: &str, larger: f64) -> Result<(), String> {
    let copy = async {
        let png = png(svg, larger).await?;
        let parts = Object::new();
        set(&parts, "image/png", png)?;
        let item = make("ClipboardItem", &[parts.into()])?;
        let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
        let clipboard = Reflect::get(&navigator, &"clipboard".into())?;
        wait(call(&clipboard, "write", &[Array::of1(&item).into()])?).await
    };
    copy.await.map(|_: JsValue| ()).map_err(|_| {
        "The browser did not let this page copy a picture. Save it as PNG instead.".to_owned()
    })
}
