import { Fragment } from 'react';
import type { AlertView, DecisionView } from '../../../../contract/api.ts';
import { useSlice } from '../../engineStore.ts';
import { formatBand, formatMoney, formatNumber, formatPercent, formatSigned, signClass } from '../../format.ts';
import { formatMoment, withPlainDates } from '../../formatTime.ts';
import { actionWords, stageWords } from '../../wording.ts';
import { Modal } from '../parts/Modal.tsx';
import { FactList } from './FactList.tsx';
import { TicketLines } from './TicketLines.tsx';

interface WhyDialogProps {
  readonly alert: AlertView;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** The whole reasoning: facts, arithmetic one can check by hand, rule path, candidates in full, what was left out. */
export function WhyDialog({ alert, open, onClose }: WhyDialogProps) {
  const policy = useSlice('policy');
  const { decision } = alert;
  const today = useSlice('clock')?.date ?? null;
  return (
    <Modal open={open} onClose={onClose} title="Why this advice?" description={`${decision.headline}. ${withPlainDates(decision.why, today)}`} wide>
      <div className="why-columns">
        <section>
          <h3 className="dialog-section">Facts</h3>
          <FactList facts={decision.facts} limit={null} />
        </section>
        <section>
          <h3 className="dialog-section">Arithmetic</h3>
          <ol className="arithmetic">{decision.arithmetic.map((line, index) => <li key={index}>{withPlainDates(line, today)}</li>)}</ol>
          <p className="small muted">{coverageWords(decision)}</p>
          {decision.boundBy.length === 0 ? null : <p className="small muted">Size bound by: {decision.boundBy.join(', ')}.</p>}
        </section>
      </div>
      {decision.candidates.length === 0 ? null : <><h3 className="dialog-section">Candidates, best first</h3><FullCandidates candidates={decision.candidates} /></>}
      <div className="why-columns">
        <section>
          <h3 className="dialog-section">Rule path</h3>
          <p className="rule-path">{decision.rulePath.map((rule) => <code key={rule}>{rule}</code>)}</p>
          <p className="small muted">
            Rule {decision.rule} at stage {stageWords[decision.stage].toLowerCase()}{policy === null ? '' : `, policy ${policy.name} ${policy.version.slice(0, 8)}`}.
            Figures as of {formatMoment(decision.asOfUs)}. Expires {decision.expiresUs === null ? 'never' : formatMoment(decision.expiresUs)}. Cancelled by: {decision.cancelledBy}.
          </p>
        </section>
        <section>
          <h3 className="dialog-section">What else was weighed</h3>
          {decision.alternatives.length === 0 ? <p className="small muted">No other rule spoke.</p> : (
            <ul className="alternatives">{decision.alternatives.map((other) => <li key={other.text}><b>{actionWords[other.action]}</b> {withPlainDates(other.text, today)}</li>)}</ul>
          )}
        </section>
      </div>
      <p className="small quiet disclaimer">Divergences time a hedge that is wanted anyway; they do not predict falls.</p>
    </Modal>
  );
}

function coverageWords({ coverage }: DecisionView): string {
  const band = coverage.bandHigh > 0 ? formatBand(coverage.bandLow, coverage.bandHigh) : 'none';
  const target = coverage.target === null ? '' : `, target ${formatPercent(coverage.target)}`;
  return `Coverage of short vega: ${formatPercent(coverage.now)} now, ${formatPercent(coverage.after)} after; band ${band}${target}.`;
}

/** Tickets of several legs, or with margin, take the whole width above their figures. */
const isStacked = ({ ticket, margin }: DecisionView['candidates'][number]): boolean => ticket.length > 1 || margin !== 0;

function FullCandidates({ candidates }: { readonly candidates: DecisionView['candidates'] }) {
  return (
    <div className="table-scroll">
      <table className="figures wide-table">
        <thead>
          <tr>
            <th scope="col">Contract</th><th scope="col">bid × ask $</th><th scope="col">Δ</th><th scope="col">days</th><th scope="col">$/VIX pt each</th><th scope="col">net cost $</th>
            <th scope="col">break-even VIX</th><th scope="col">drag</th><th scope="col">execution</th><th scope="col">+10 VIX $</th><th scope="col">coverage now / 7 d / 14 d</th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate, index) => (
            <Fragment key={candidate.symbol}>
              {isStacked(candidate) ? (
                <tr className={`candidate-ticket ${index === 0 ? 'candidate-first' : ''}`}>
                  <th scope="row" colSpan={11}>{candidate.contracts} × {candidate.label}<TicketLines candidate={candidate} short={false} /></th>
                </tr>
              ) : null}
              <tr className={index === 0 ? 'candidate-first' : ''}>
                {isStacked(candidate) ? <td /> : <th scope="row">{candidate.contracts} × {candidate.label}</th>}
                <td>{formatNumber(candidate.bid, 2)} × {formatNumber(candidate.ask, 2)}</td>
                <td>{formatNumber(candidate.delta, 2)}</td>
                <td>{formatNumber(candidate.daysToSettlement)}</td>
                <td>{formatNumber(candidate.vegaPerVixPoint, 1)}</td>
                <td>{formatMoney(candidate.cost)}</td>
                <td>{formatNumber(candidate.breakEvenVix, 1)}</td>
                <td>{formatPercent(candidate.drag, 2)}</td>
                <td>{formatNumber(candidate.executionRatio, 1)}</td>
                <td className={signClass(candidate.gainAtVixPlus10)}>{formatSigned(candidate.gainAtVixPlus10)}</td>
                <td>{formatPercent(candidate.coverageNow)} / {formatPercent(candidate.coverageIn7Days)} / {formatPercent(candidate.coverageIn14Days)}</td>
              </tr>
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
