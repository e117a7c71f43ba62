import { useSlice } from '../../engineStore.ts';
import { Panel } from '../parts/Panel.tsx';
import { Row } from '../parts/Row.tsx';
import { flowFigures, type FlowFigures } from './flowFigures.ts';
import { useSignals } from './useSignals.ts';

/** Our own quote stream against its last hour: a rush of quotes and wider spreads come before trouble is printed. */
export function FlowPanel() {
  const { signals, loading, failed } = useSignals();
  const clock = useSlice('clock');
  const flow = signals?.flow ?? null;
  const figures = flow === null ? null : flowFigures(flow, clock);
  return (
    <Panel
      title="Quote flow" aside="by the minute, New York time" loading={loading} failed={failed}
      empty={figures === null && 'No full minute of quotes yet.'} stale={figures?.stale === true && `last full minute ${figures.asOf}`}
    >
      {figures === null ? null : <FlowRows figures={figures} />}
    </Panel>
  );
}

function FlowRows({ figures: { asOf, quotes, rate, spread, note } }: { readonly figures: FlowFigures }) {
  return (
    <>
      <Row label={`Quotes from ${asOf}`} value={quotes} />
      <Row label={<>Rate against its last hour{rate.remark === null ? null : <span className="tag">{rate.remark}</span>}</>} value={rate.text} />
      <Row label={<>Spreads against their last hour{spread.remark === null ? null : <span className="tag">{spread.remark}</span>}</>} value={spread.text} />
      <p className="small quiet">σ: standard deviations; positive is busier, wider.</p>
      {note === null ? null : <p className="small quiet">{note}</p>}
    </>
  );
}
