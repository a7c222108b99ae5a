// Sends a small form as soon as its field was filled by a scanner or the camera.
export function attach(place) {
  const form = place.closest("form");
  place.addEventListener("qr:read", () => form.requestSubmit());
}
