// What carries messages: a WebSocket of our own, or Streamlit's connection where a proxy lets only
// that through.

/** @import { Carrier, CarrierEvents } from "../web/types.js" */

/** Milliseconds after which a connection that does not open is given up. */
const OPENS = 2000;

/**
 * A WebSocket to the live classes of this server.
 *
 * @param {CarrierEvents} events
 * @returns {Carrier}
 */
export function openSocket({ onopen, onframe, onlost }) {
  const url = new URL("live", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  url.search = "";
  const socket = new WebSocket(url.href);
  let opened = false;
  let over = false;
  const lose = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    socket.close();
    onlost(opened);
  };
  const timer = setTimeout(lose, OPENS);
  socket.onopen = () => {
    if (over) return;
    opened = true;
    clearTimeout(timer);
    onopen();
  };
  socket.onmessage = ({ data }) => {
    if (!over) onframe(data);
  };
  socket.onclose = lose;
  return {
    kind: "socket",
    send: (text) => socket.send(text),
    lose,
    close() {
      over = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}

/** Whether Streamlit itself is connected: then it is a proxy that stops the WebSocket. */
export const streamlitIsConnected = () =>
  document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-connection-state") ===
  "CONNECTED";
