import { useSlice } from '../../engineStore.ts';
import { formatMoment } from '../../formatTime.ts';
import { formatNumber, formatPercentPoints, formatSigned, signClass } from '../../format.ts';

interface LevelTitleProps {
  readonly symbol: string;
  /** An index that money is long of shows % in the hue of its sign; VIX shows points, uncolored. */
  readonly changeIn: 'percent' | 'points';
}

/** `SPX 7,012.44 +0.31 %` as the title of a chart. */
export function LevelTitle({ symbol, changeIn }: LevelTitleProps) {
  const level = useSlice('market')?.levels.find((candidate) => candidate.symbol === symbol);
  if (level === undefined) return <>{symbol} <span className="quiet">no level yet</span></>;
  return (
    <span className={level.stale ? 'is-stale' : ''} title={`As of ${formatMoment(level.asOfUs)}, change against the last close`}>
      {symbol} <span className="level">{formatNumber(level.level, 2)}</span>{' '}
      {changeIn === 'percent'
        ? <span className={signClass(level.changePct)}>{formatPercentPoints(level.changePct)}</span>
        : <span className="muted">{formatSigned(level.change, 2)}</span>}
      {level.stale ? <span className="stale-note"> stale</span> : null}
    </span>
  );
}
