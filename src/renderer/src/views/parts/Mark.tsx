/** The product's mark: a hull with its three layers of ballast. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 64 64" aria-hidden="true">
      <path d="M6 27h52" className="mark-line" />
      <path d="M10 34h44l-2.600 8H12.600z" className="mark-base" />
      <path d="M14 45h36l-2.600 7H16.600z" className="mark-intermediate" />
      <path d="M18.500 55h27a11 11 0 0 1-8 5H26.500a11 11 0 0 1-8-5z" className="mark-outer" />
      <path d="M32 27V4l15 17" className="mark-line" />
    </svg>
  );
}
