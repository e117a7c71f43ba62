import './zodSetup.ts';
import '@fontsource-variable/inter/wght.css';
import './theme.css';
import './layout.css';
import './panels.css';
import './controls.css';
import './scenarios.css';
import './signals.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEngineClient } from '../../contract/engineClient.ts';
import { engineTransportSource } from './connectEngine.ts';
import { createEngineConnection } from './engineConnection.ts';
import { createEngineStore } from './engineStore.ts';
import { App } from './views/App.tsx';

/** About a trading year: the longest range the charts offer. */
const CHART_SESSIONS = 252;

const store = createEngineStore();
const connection = createEngineConnection({
  store,
  openTransport: engineTransportSource(window),
  createClient: (transport) => createEngineClient(transport),
  schedule: (run, delayMs) => void setTimeout(run, delayMs),
  random: Math.random,
  chartSessions: CHART_SESSIONS,
});
connection.start();

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root element');
createRoot(root).render(
  <StrictMode>
    <App engine={{ store, request: connection.request }} />
  </StrictMode>,
);
