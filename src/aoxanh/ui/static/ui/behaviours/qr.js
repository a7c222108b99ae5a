// Reads a QR code with the camera: the browser's own reader where it has one, else the vendored decoder.
// <div data-behaviour="qr" data-target="#field"> with a <video hidden> and a <button type="button" hidden> inside.
async function reader() {
  if ("BarcodeDetector" in window) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? "";
  }
  if (!window.jsQR) {
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = document.querySelector("script[data-qr]").dataset.qr;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }
  return async (canvas, context) => {
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(picture.data, picture.width, picture.height)?.data ?? "";
  };
}

export function attach(place) {
  const video = place.querySelector("video");
  const button = place.querySelector("button");
  if (!video || !button || !navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const read = await reader();
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const stop = () => {
      stream.getTracks().forEach((track) => track.stop());
      video.hidden = true;
    };
    const look = async () => {
      if (!place.isConnected) {
        stop();
        return;
      }
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      context.drawImage(video, 0, 0);
      const text = canvas.width ? await read(canvas, context) : "";
      if (!text) {
        setTimeout(look, 120);
        return;
      }
      stop();
      const target = document.querySelector(place.dataset.target);
      if (target) {
        target.value = text;
        target.dispatchEvent(new Event("change", { bubbles: true }));
      }
      place.dispatchEvent(new CustomEvent("qr:read", { bubbles: true, detail: { text } }));
    };
    look();
  });
}
