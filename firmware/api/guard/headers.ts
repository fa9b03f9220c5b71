import helmet from 'koa-helmet';

/**
 * Security headers of every answer. Not helmet's defaults: they upgrade to HTTPS and allow inline styles and foreign
 * fonts, which a page on a plain-HTTP LAN neither can nor needs. No HSTS: the box is reached by address, often on HTTP.
 */
export const securityHeaders = () =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    strictTransportSecurity: false,
    // Browsers ignore these two on plain HTTP and complain in their console.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xFrameOptions: { action: 'deny' },
    // With no-referrer a browser sends `Origin: null` for forms, and the origin check would refuse our own page.
    referrerPolicy: { policy: 'same-origin' },
  });
