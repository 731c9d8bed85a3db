/** The issuer's own pages: Chinese first, English second; no script and nothing from elsewhere. */

const style = `
  :root { color-scheme: light dark; font: 18px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
  body { display: grid; min-height: 100vh; margin: 0; place-items: center }
  main { width: min(24rem, 90vw) }
  h1 { font-size: 1.6rem }
  label { display: block; margin: 1rem 0 .25rem }
  input, button { box-sizing: border-box; width: 100%; padding: .6rem .75rem; font: inherit; border: 1px solid #767676; border-radius: 6px }
  button { margin-top: 1.5rem; border-color: #0958d9; background: #0958d9; color: #fff; cursor: pointer }
  input:focus-visible, button:focus-visible { outline: 3px solid #69b1ff; outline-offset: 1px }
  [role=alert] { padding: .5rem .75rem; border-left: 4px solid #cf1322 }
  small { opacity: .75 }
`;

export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  // No form-action: the answer to the form is a redirect to the console, which may stand on another port in development.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const refusals = {
  wrong: '账号或密码不正确。 <small lang="en">Wrong account or password.</small>',
  locked: '尝试次数过多,请 15 分钟后再试。 <small lang="en">Too many attempts; try again in 15 minutes.</small>',
  expired: '登录页面已过期,请返回后重新登录。 <small lang="en">This page has expired; go back and sign in again.</small>',
};
export type Refusal = keyof typeof refusals;

/**
 * The login form; what the person typed as name stays in it.
 *
 * @example
 * loginPage({ action: '/oidc/login/uid', refusal: 'wrong', loginName: 'wangfang' })
 */
export function loginPage(input: { action: string; refusal?: Refusal; loginName?: string }): string {
  const alert = input.refusal ? `<p role="alert" id="why">${refusals[input.refusal]}</p>` : '';
  const described = input.refusal ? ' aria-invalid="true" aria-describedby="why"' : '';
  const [first, second] = input.loginName ? ['', ' autofocus'] : [' autofocus', ''];
  return page(
    '案场 登录',
    `<h1>案场 登录 <small lang="en">Sign in</small></h1>${alert}
<form method="post" action="${escapeHtml(input.action)}">
<label for="login">账号 <small lang="en">Account</small></label>
<input id="login" name="login" value="${escapeHtml(input.loginName ?? '')}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="128" required${described}${first}>
<label for="password">密码 <small lang="en">Password</small></label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required${described}${second}>
<button type="submit">登录 <span lang="en">Sign in</span></button>
</form>`,
  );
}

/**
 * The question before the end of a session; `form` is the issuer's hidden form.
 *
 * @example
 * logoutPage('<form id="op.logoutForm" …>')
 */
export function logoutPage(form: string): string {
  return page(
    '案场 退出',
    `<h1>退出登录? <small lang="en">Sign out?</small></h1>${form}
<button type="submit" form="op.logoutForm" value="yes" name="logout" autofocus>退出 <span lang="en">Sign out</span></button>`,
  );
}

/**
 * A page that only says something.
 *
 * @example
 * noticePage('已退出。', 'You have signed out.')
 */
export function noticePage(zh: string, en: string): string {
  return page('案场', `<h1>案场</h1><p>${escapeHtml(zh)}</p><p lang="en">${escapeHtml(en)}</p><p><a href="/">返回 <span lang="en">Back</span></a></p>`);
}

/**
 * The page for a form that came too late.
 *
 * @example
 * expiredPage()
 */
export function expiredPage(): string {
  return page('案场 登录', `<h1>案场 登录</h1><p role="alert">${refusals.expired}</p><p><a href="/">返回 <span lang="en">Back</span></a></p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${style}</style></head>
<body><main>${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
