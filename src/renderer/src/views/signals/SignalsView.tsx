import { useState } from 'react';
import { useSlice } from '../../engineStore.ts';
import { DivergencesPanel } from './DivergencesPanel.tsx';
import { EarlyWarningPanel } from './EarlyWarningPanel.tsx';
import { FlowPanel } from './FlowPanel.tsx';
import { GroundsPanel } from './GroundsPanel.tsx';
import { RepairsPanel } from './RepairsPanel.tsx';
import { SignalChartPanel } from './SignalChartPanel.tsx';
import { chosenSignal, signalList } from './signalList.ts';
import { SignalListPanel } from './SignalListPanel.tsx';

/** What every signal says, what that rests on, and how it came there. */
export function SignalsView() {
  const [asked, setAsked] = useState<string | null>(null);
  const explanations = useSlice('signals')?.explanations ?? [];
  const list = signalList(explanations, useSlice('clock')?.date ?? null);
  const chosen = chosenSignal(list, asked);
  return (
    <div className="signals">
      <aside className="column column-left" aria-label="List of signals">
        <SignalListPanel list={list} chosen={chosen?.signal ?? null} onChoose={setAsked} />
      </aside>
      <main className="column signals-main">
        <div className="signals-chosen">
          <SignalChartPanel chosen={chosen} />
          <GroundsPanel chosen={chosen} />
        </div>
        <div className="signals-lower">
          <EarlyWarningPanel />
          <div className="signals-small">
            <FlowPanel />
            <RepairsPanel />
          </div>
        </div>
        <DivergencesPanel />
      </main>
    </div>
  );
}
