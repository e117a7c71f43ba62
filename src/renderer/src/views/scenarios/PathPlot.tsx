import { Fragment, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useSize } from '../parts/useSize.ts';
import { plotLines, type LinePlot } from './linePlot.ts';
import type { ScenarioPath } from './paths.ts';
import { sides, sideWords } from './sides.ts';

interface PathPlotProps {
  readonly label: string;
  readonly path: ScenarioPath;
  /** The place of the axis that is read while nobody points at another. */
  readonly resting: number;
}

/** Condors, hedge and both together over one axis; pointer or arrow keys read the figures at a place. */
export function PathPlot({ label, path, resting }: PathPlotProps) {
  const [frame, size] = useSize();
  const [chosen, setChosen] = useState<number | null>(null);
  const plot = plotLines(path.axis, path.lines, size);
  const last = path.axis.length - 1;
  const read = Math.min(last, chosen ?? resting);
  const point = ({ clientX, currentTarget }: PointerEvent): void => {
    if (plot !== null) setChosen(plot.nearest(clientX - currentTarget.getBoundingClientRect().left));
  };
  const step = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, read, last);
    if (target === null) return;
    event.preventDefault();
    setChosen(target);
  };
  return (
    <div className="plot">
      <div className="plot-legend" aria-hidden="true">{sides.map((side) => <span key={side} className={`plot-key plot-${side}`}>{sideWords[side]}</span>)}</div>
      <div
        ref={frame} className="plot-frame" role="slider" tabIndex={0} aria-label={label} aria-orientation="horizontal" aria-valuemin={0} aria-valuemax={last}
        aria-valuenow={read} aria-valuetext={path.readings[read] ?? ''} onPointerMove={point} onPointerLeave={() => setChosen(null)} onKeyDown={step} onBlur={() => setChosen(null)}
      >
        {plot === null ? null : <PathDrawing plot={plot} path={path} read={read} width={size.width} height={size.height} />}
      </div>
      <p className="plot-reading">{phrasesOf(path.readings[read] ?? '').map((phrase) => <Fragment key={phrase}><span className="nowrap">{phrase}</span>{' '}</Fragment>)}</p>
    </div>
  );
}

/** Lines break between figures, never between a figure and its sign or name. */
const phrasesOf = (sentence: string): string[] => sentence.split(/(?<=[,:]) /);

function targetOf(key: string, at: number, last: number): number | null {
  switch (key) {
    case 'ArrowLeft': case 'ArrowDown': return Math.max(0, at - 1);
    case 'ArrowRight': case 'ArrowUp': return Math.min(last, at + 1);
    case 'Home': return 0;
    case 'End': return last;
    default: return null;
  }
}

interface PathDrawingProps {
  readonly plot: LinePlot;
  readonly path: ScenarioPath;
  readonly read: number;
  readonly width: number;
  readonly height: number;
}

function PathDrawing({ plot, path, read, width, height }: PathDrawingProps) {
  const readX = plot.x(path.axis[read] ?? 0);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {plot.levels.map((level) => (
        <g key={level.text}>
          <line x1={plot.left} x2={plot.right} y1={level.y} y2={level.y} className={level.text === '0' ? 'plot-zero' : 'curve-grid'} />
          <text x={plot.right + 6} y={level.y + 4} className="curve-text">{level.text}</text>
        </g>
      ))}
      {path.ticks.map((tick) => <text key={tick.at} x={plot.x(tick.at)} y={height - 6} textAnchor={anchorOf(plot, tick.at)} className="curve-text">{tick.text}</text>)}
      <line x1={readX} x2={readX} y1={4} y2={plot.bottom} className="plot-read" />
      {/* The sum is drawn last: it stays visible where a part runs along it. */}
      {plot.lines.toReversed().map((line) => <path key={line.name} d={line.path} className={`plot-line plot-${line.name}`} />)}
      {path.crossings.map((at) => <circle key={at} cx={plot.x(at)} cy={plot.zeroY} r={4} className="plot-crossing" />)}
    </svg>
  );
}

/** Words at the ends lean inward instead of being cut off. */
function anchorOf(plot: LinePlot, at: number): 'start' | 'middle' | 'end' {
  const x = plot.x(at);
  return x < plot.left + 14 ? 'start' : x > plot.right - 4 ? 'end' : 'middle';
}
