import { AlertsColumn } from '../alerts/AlertsColumn.tsx';
import { CurvePanel } from './CurvePanel.tsx';
import { LadderPanel } from './LadderPanel.tsx';
import { PricePanel } from './PricePanel.tsx';
import { VegaPanel } from './VegaPanel.tsx';
import { VixPanel } from './VixPanel.tsx';

export function Overview() {
  return (
    <div className="overview">
      <aside className="column column-left" aria-label="Book and ladder">
        <VegaPanel />
        <LadderPanel />
      </aside>
      <main className="column column-center">
        <PricePanel />
        <div className="pair">
          <VixPanel />
          <CurvePanel />
        </div>
      </main>
      <aside className="column column-right" aria-label="Alerts and log">
        <AlertsColumn />
      </aside>
    </div>
  );
}
