import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

interface CertificateFiles {
  cert: string;
  key: string;
}

/** Files of a CA, and of a server's (127.0.0.1) and a client's certificate of it, made by openssl as an administrator would. */
export function makeCertificates(dir: string): { ca: string; server: CertificateFiles; client: CertificateFiles } {
  const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=test-ca", "-days", "2");
  const issue = (name: string, extension: string): CertificateFiles => {
    openssl("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    writeFileSync(join(dir, `${name}.ext`), extension);
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.crt",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      `${name}.ext`,
      "-out",
      `${name}.crt`,
    );
    return { cert: join(dir, `${name}.crt`), key: join(dir, `${name}.key`) };
  };
  const server = issue("server", "subjectAltName=IP:127.0.0.1");
  const client = issue("client", "extendedKeyUsage=clientAuth");
  return { ca: join(dir, "ca.crt"), server, client };
}
