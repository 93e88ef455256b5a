// Microphone and camera: opening them, saying in plain words why they cannot be opened, and recording from them.
window.pitchCapture ??= (() => {
  const FORMATS = {
    sound: ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"],
    camera: ["video/webm;codecs=vp8,opus", "video/mp4", "video/webm"],
  };
  const BITS = { audioBitsPerSecond: 64_000, videoBitsPerSecond: 900_000 };
  const PICTURE = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24 }, facingMode: "user" };
  const PART_MS = 1000;
  const METER_MS = 80;
  const QUIETEST = 0.002;    // below it nothing but hiss arrives: a muted microphone gives a hundredth of it
  const SILENT_MS = 5000;

  const OTHERWISE = "You can also hand in a file instead.";   // what else there is where a microphone is not

  // Why nothing can be recorded here at all, or null.
  function obstacle(otherwise = OTHERWISE) {
    if (!isSecureContext) return {
      title: "Recording needs a secure address",
      text: "Browsers open the microphone only on pages that begin with https://, or with http://localhost on the same computer.",
      hint: `Ask whoever runs Pitch Coach here for its https:// address. ${otherwise}`,
    };
    if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return {
      title: "This browser cannot record",
      text: "It is too old for it, or recording is switched off in it.",
      hint: `Use a current Chrome, Edge, Firefox or Safari. ${otherwise}`,
    };
    return null;
  }

  // A stream, or a thrown problem: {title, text, hint, soundOnly: whether sound alone may still work}.
  async function open(camera, otherwise = OTHERWISE) {
    try {
      return await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
        video: camera ? PICTURE : false,
      });
    } catch (error) {
      throw await explained(error, camera, otherwise);
    }
  }

  async function explained(error, camera, otherwise) {
    switch (error.name) {
      case "NotAllowedError":
      case "SecurityError":
        return forbidden(camera, error, otherwise);
      case "NotFoundError":
      case "OverconstrainedError":
        return absent(camera, otherwise);
      case "NotReadableError":
      case "AbortError":
        return {
          title: camera ? "The camera or the microphone is in use" : "The microphone is in use",
          text: "Another program, often a video call, holds on to it.",
          hint: "Close that program or leave the call, then try again. If it stays like this, unplug the device and plug it in.",
          soundOnly: camera,
        };
      default:
        return {
          title: camera ? "The camera could not be opened" : "The microphone could not be opened",
          text: `The browser says: ${error.message || error.name}`,
          hint: `Try again, or use another browser. ${otherwise}`,
          soundOnly: camera,
        };
    }
  }

  async function forbidden(camera, error, otherwise) {
    const microphone = await permission("microphone");
    const picture = camera ? await permission("camera") : "granted";
    const onlyPicture = camera && picture !== "granted" && microphone === "granted";
    const what = onlyPicture ? "camera" : camera ? "camera and microphone" : "microphone";
    const soundOnly = camera && microphone !== "denied";
    const blocked = microphone === "denied" || picture === "denied";
    if (/system/i.test(error.message) || (microphone === "granted" && picture === "granted")) return {
      title: `Your computer does not let this browser use the ${what}`,
      text: "The browser itself would allow it.",
      hint: `Open the privacy settings of your computer or phone, allow the ${what} for this browser, and try again.`,
      soundOnly,
    };
    if (!blocked) return {
      title: `The ${what} was not allowed`,
      text: "The browser's question was closed without a yes.",
      hint: "Try again, and choose “Allow” when the browser asks.",
      soundOnly,
    };
    return {
      title: `This browser blocks the ${what} on this page`,
      text: "It was once refused here, so the browser does not ask again.",
      hint: `Click the sign to the left of the page's address (a lock, two sliders or a crossed-out microphone), set ${what} to “Allow”, and try again. ${otherwise}`,
      soundOnly,
    };
  }

  async function absent(camera, otherwise) {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    const microphone = devices.some((one) => one.kind === "audioinput");
    if (camera && microphone) return {
      title: "No camera was found",
      text: "There is a microphone, so your voice alone can be recorded.",
      hint: "Record the sound only, or plug a camera in and try again.",
      soundOnly: true,
    };
    return {
      title: "No microphone was found",
      text: "Nothing that could record your voice is connected to this device.",
      hint: `Plug a microphone or a headset in and try again. ${otherwise}`,
    };
  }

  async function permission(name) {
    try {
      return (await navigator.permissions.query({ name })).state;
    } catch {
      return "prompt";  // a browser that does not tell
    }
  }

  // Tells how loud it is, several times a second: hear(level 0..1, why nothing is heard or null).
  // Returns what ends it. A recording goes on without it where the browser cannot measure.
  function meter(stream, hear) {
    const [track] = stream.getAudioTracks();
    let context = null;
    let analyser = null;
    try {
      context = new AudioContext();
      analyser = context.createAnalyser();
      analyser.fftSize = 2048;
      context.createMediaStreamSource(stream).connect(analyser);
    } catch {
      hear(0, "This browser cannot show how loud you are. What you say is recorded all the same.");
      return () => { context?.close().catch(() => {}); };
    }
    context.resume().catch(() => {});
    const samples = new Float32Array(analyser.fftSize);
    let loudAt = performance.now();
    const timer = setInterval(() => {
      if (context.state !== "running") {  // where nothing is measured, nothing is claimed
        loudAt = performance.now();
        return hear(0, null);
      }
      analyser.getFloatTimeDomainData(samples);
      const strength = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
      if (strength > QUIETEST) loudAt = performance.now();
      const level = Math.min(1, Math.max(0, (20 * Math.log10(strength + 1e-6) + 55) / 45));
      const silent = performance.now() - loudAt > SILENT_MS;
      if (track.muted) hear(0, "The microphone was taken away, by a call for example. Pause until it is back.");
      else hear(level, silent ? "No sound has arrived for 5 seconds. Is the microphone muted, or the wrong one?" : null);
    }, METER_MS);
    return () => {
      clearInterval(timer);
      context.close().catch(() => {});
    };
  }

  function format(camera) {
    return FORMATS[camera ? "camera" : "sound"].find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
  }

  // Records in parts of a second: part(blob) for each, failed(why) when the browser cannot go on, and ended() after
  // the last part, however it came to end.
  function record(stream, camera, { part, failed, ended }) {
    const recorder = new MediaRecorder(stream, { mimeType: format(camera), ...BITS });
    recorder.ondataavailable = (event) => { if (event.data.size) part(event.data); };
    recorder.onerror = ({ error }) => failed(error?.message || error?.name || "it does not say why");
    recorder.onstop = ended;
    recorder.start(PART_MS);
    return recorder;
  }

  const close = (stream) => stream?.getTracks().forEach((track) => track.stop());

  return { obstacle, open, meter, format, record, close };
})();
