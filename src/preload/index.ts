import { ipcRenderer } from 'electron';

/** The only thing that crosses: a fresh pipe to the engine, after every load and every engine restart. Nothing is exposed. */
const PORT_MESSAGE = 'ballast:port';

ipcRenderer.on(PORT_MESSAGE, (event) => {
  const [port] = event.ports;
  if (port !== undefined) window.postMessage(PORT_MESSAGE, window.location.origin, [port]);
});
