/**
 * What CloudFront runs on each request (cloudfront-js-2.0). It is text because it is no part of this program.
 *
 * A path of the console names no file: it gets the console's page, whose router shows it. Error pages of the distribution
 * would do that too, but they would also replace the API's own 403 and 404.
 */
export const pageFunction = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (last.indexOf('.') < 0) request.uri = '/index.html';
  return request;
}
`;

/** The API knows nothing of the prefix under which the console finds it. */
export const prefixFunction = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.replace(/^\\/api(?=\\/|$)/, '') || '/';
  return request;
}
`;
