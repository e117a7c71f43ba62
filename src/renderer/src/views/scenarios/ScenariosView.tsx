import { useState } from 'react';
import type { ScenariosView as Scenarios } from '../../../../contract/api.ts';
import { useLost, useSlice } from '../../engineStore.ts';
import { formatMoment } from '../../formatTime.ts';
import type { LiveAnswer } from '../../liveRequest.ts';
import { useLiveRequest } from '../../useLiveRequest.ts';
import { Panel } from '../parts/Panel.tsx';
import { Segments } from '../parts/Segments.tsx';
import { heatGrid } from './heat.ts';
import { HeatLegend, HeatTable } from './HeatTable.tsx';
import { HorizonSlider } from './HorizonSlider.tsx';
import { PathPlot } from './PathPlot.tsx';
import { decayPath, linkedPath } from './paths.ts';
import { breakEvenText, horizonText, incompleteText, worstText } from './scenarioWords.ts';
import { sides, sideWords, type Side } from './sides.ts';

const sideChoices = sides.map((side) => ({ value: side, text: sideWords[side] }));

/** The book under moves of SPX and VIX and under time, by full revaluation in the engine. */
export function ScenariosView() {
  const [days, setDays] = useState(0);
  const shown = useLiveRequest('getScenarios', { days, grid: 'screen' });
  const { answer } = shown;
  return (
    <main className="view scenarios">
      <GridPanel days={days} onDays={setDays} shown={shown} />
      <div className="scenario-plots">
        <LinkedPanel shown={shown} />
        <DecayPanel days={days} shown={shown} />
      </div>
      {answer === null ? null : (
        <Panel title="What these figures take for granted" market={false}>
          <ul className="sentences">{answer.conventions.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
        </Panel>
      )}
    </main>
  );
}

interface ShownProps {
  readonly shown: LiveAnswer<Scenarios>;
}

/** The states that all panels of the view share. */
function usePanelStates({ answer, failure }: LiveAnswer<Scenarios>) {
  const lost = useLost();
  const isEmpty = useSlice('book')?.legs.length === 0;
  return {
    loading: answer === null && failure === null && (lost ? 'Not connected to the engine.' : 'Revaluing the book.'),
    failed: answer === null && failure, empty: isEmpty && 'The book has no positions.', stale: failure !== null && `not refreshed: ${failure}`,
  } as const;
}

interface GridPanelProps extends ShownProps {
  readonly days: number;
  readonly onDays: (days: number) => void;
}

function GridPanel({ days, onDays, shown }: GridPanelProps) {
  const [side, setSide] = useState<Side>('total');
  const { answer } = shown;
  const states = usePanelStates(shown);
  return (
    <Panel title="SPX × VIX" label="Scenario grid" className="scenario-grid" aside={answer === null ? '$ change against now' : `$ change against now · as of ${formatMoment(answer.asOfUs)}`} {...states}>
      <div className="scenario-tools">
        <Segments label="Part of the book" choices={sideChoices} value={side} onChange={setSide} />
        <HorizonSlider days={days} asOfUs={answer?.asOfUs ?? null} onChange={onDays} />
      </div>
      {answer === null ? null : <GridContent answer={answer} side={side} isCurrent={answer.days === days} />}
    </Panel>
  );
}

/** Says the horizon of the answer itself: while a new one is computed the old figures never pass for it. */
function GridContent({ answer, side, isCurrent }: { readonly answer: Scenarios; readonly side: Side; readonly isCurrent: boolean }) {
  const grid = heatGrid(answer, side);
  const horizon = horizonText(answer.days, answer.asOfUs);
  if (grid === null) return <p className="incomplete">{incompleteText(sideWords[side], answer.incompleteBecause)}</p>;
  return (
    <div className={isCurrent ? '' : 'is-stale'} aria-busy={!isCurrent} data-horizon-days={answer.days}>
      <HeatTable label={`${sideWords[side]}, ${horizon}: $ change by SPX and VIX move`} grid={grid} />
      <p className="scenario-note"><span>{isCurrent ? `${sideWords[side]}, ${horizon}` : `Still ${horizon}; computing`}</span><span className="quiet">outlined: nearest to SPX and VIX together</span><HeatLegend limits={grid.limits} /></p>
      <p className="scenario-worst">{worstText(answer)}</p>
    </div>
  );
}

/** The VIX move that is read while nobody points: a spike as the worst days bring. */
const READ_VIX_POINTS = 10;

function LinkedPanel({ shown }: ShownProps) {
  const { answer } = shown;
  const states = usePanelStates(shown);
  if (answer === null) return <Panel title="SPX and VIX together" {...states} />;
  const path = linkedPath(answer);
  const spike = path.axis.indexOf(READ_VIX_POINTS);
  return (
    <Panel title="SPX and VIX together" aside={answer.days === 0 ? '$ change, now' : `$ change, after ${answer.days} d`} className="plot-panel" {...states}>
      <PathPlot label="Along the linked path" path={path} resting={spike === -1 ? path.axis.length - 1 : spike} />
      <p className="quiet small">{breakEvenText(answer)}</p>
    </Panel>
  );
}

function DecayPanel({ days, shown }: ShownProps & { readonly days: number }) {
  const { answer } = shown;
  const states = usePanelStates(shown);
  if (answer === null) return <Panel title="Time alone" {...states} />;
  return (
    <Panel title="Time alone" aside="$ change, nothing moves" className="plot-panel" {...states}>
      <PathPlot label="As time passes" path={decayPath(answer)} resting={days} />
    </Panel>
  );
}
