declare module 'virtual:office' {
  const office: import('../build/describe-office.ts').Office;
  export default office;
}

declare module 'virtual:flows' {
  const flows: Readonly<Record<string, import('../build/draw-flow.ts').FlowPicture>>;
  export default flows;
}
