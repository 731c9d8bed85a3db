import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Everything that a partner's program does at the signed door, with Java 17 alone: sign a request, verify the answer, verify a
 * webhook. The values are those of the test vectors; a real request takes the time of now and a nonce that was never used.
 *
 * <pre>java SignedRequest.java [algorithm keyId privateKey]</pre>
 */
public class SignedRequest {
    static final String METHOD = "POST";
    static final String URL = "https://office.example.cn/api/partner/v1/loans/lon_01hf7yat00abcdefghjkmn/decision";
    static final String CONTENT_TYPE = "application/json";
    static final String IDEMPOTENCY_KEY = "\"0f9a2f6e-4f4e-4d5c-9a64-2f6b3a1d8c77\""; // the same when the request is sent again
    static final byte[] BODY = utf8("""
        {"isApproved":true,"decidedOn":"2026-03-02","amount":128000000,"bankReference":"\u6caa\u8d372026-0117"}""");
    static final long CREATED = 1_772_413_200L; // Instant.now().getEpochSecond()
    static final String NONCE = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"; // 24 bytes of SecureRandom in base64url, new each time

    /** What the office published, and what it answered. */
    static final String OFFICE_KEY = "MCowBQYDK2VwAyEAklRx6IgsJB+igJwZUeNHe+xyeElPhnV4cFTihRDx4co=";
    static final Answer ANSWER = new Answer(200, "application/json",
        "sha-256=:OnoXCTRDpH+zoLkODot8ZqKEwpPdZb8/RhuSohH/IR8=:",
        """
        psp=("@status" "content-digest" "content-type" "@method";req "@target-uri";req "content-digest";req);created=1772413200;expires=1772413500;nonce="AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";keyid="ufW3NQIoA3kQdCQET0m_cuUN4DbhKnGKYCVfslaIEcU";tag="psp-1-response\"""",
        "psp=:28yFfXx+Cuyr6kXE83aDxHTp2NDXtIYv+U6eemJGuv+D5AGsj2r9Ypea3N+c/BpP0zDAIL/dkjgmzRE4aMpYBg==:",
        utf8("""
        {"data":{"id":"lon_01hf7yat00abcdefghjkmn","status":"approved","approvedAmount":128000000}}"""));
    static final Webhook WEBHOOK = new Webhook("whd_01hf7yat00abcdefghjkmn", "1772413200",
        "v1a,K+LmBgxF8S0Y6rWPzSGtvbzUJmIncslfyp6f6WFHUaQDoXOD+x34Z0qds31uOPvJLQObJqdW/5NvZX1dMz05Dw==",
        utf8("""
        {"type":"loan.inReview","timestamp":"2026-03-02T01:00:00.000Z","data":{"id":"lon_01hf7yat00abcdefghjkmn"}}"""));

    record Answer(int status, String contentType, String contentDigest, String signatureInput, String signature, byte[] body) {}

    record Webhook(String id, String timestamp, String signature, byte[] body) {}

    public static void main(String[] args) throws GeneralSecurityException {
        String algorithm = args.length > 0 ? args[0] : "ed25519";
        String keyId = args.length > 1 ? args[1] : "ufW3NQIoA3kQdCQET0m_cuUN4DbhKnGKYCVfslaIEcU";
        String privateKey = args.length > 2 ? args[2] : "MC4CAQAwBQYDK2VwBCIEIB5oyEj2P6DgUOeHCAtvFvogqUWPJkNQUWkKNu588YKT";
        String parameters = parameters(keyId);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(requestBase(parameters));
        out.println();
        out.println("content-digest: " + digestOf(BODY));
        out.println("signature-input: psp=" + parameters);
        out.println("signature: psp=:" + base64(sign(algorithm, privateKey, utf8(requestBase(parameters)))) + ":");
        out.println();
        Answer a = ANSWER;
        say(out, "answer", isOfOffice(a));
        say(out, "answer with another body",
            isOfOffice(new Answer(200, a.contentType, a.contentDigest, a.signatureInput, a.signature, altered(a.body))));
        say(out, "answer with another status",
            isOfOffice(new Answer(201, a.contentType, a.contentDigest, a.signatureInput, a.signature, a.body)));
        say(out, "webhook", isNotice(WEBHOOK, CREATED));
        say(out, "webhook with another body",
            isNotice(new Webhook(WEBHOOK.id, WEBHOOK.timestamp, WEBHOOK.signature, altered(WEBHOOK.body)), CREATED));
        say(out, "webhook six minutes later", isNotice(WEBHOOK, CREATED + 360));
    }

    static String parameters(String keyId) {
        return "(\"@method\" \"@target-uri\" \"content-digest\" \"content-type\" \"idempotency-key\")"
            + ";created=" + CREATED + ";expires=" + (CREATED + 300) + ";nonce=\"" + NONCE + "\";keyid=\"" + keyId + "\";tag=\"psp-1\"";
    }

    /** 1. The lines that are signed, in this order, and the parameters last. */
    static String requestBase(String parameters) throws GeneralSecurityException {
        return String.join("\n",
            "\"@method\": " + METHOD,
            "\"@target-uri\": " + URL,
            "\"content-digest\": " + digestOf(BODY),
            "\"content-type\": " + CONTENT_TYPE,
            "\"idempotency-key\": " + IDEMPOTENCY_KEY,
            "\"@signature-params\": " + parameters);
    }

    /** 2. Signed with the algorithm that the key was registered for. */
    static byte[] sign(String algorithm, String pkcs8, byte[] text) throws GeneralSecurityException {
        String family;
        Signature signature;
        switch (algorithm) {
            case "ed25519" -> {
                family = "Ed25519";
                signature = Signature.getInstance("Ed25519");
            }
            case "ecdsa-p256-sha256" -> {
                family = "EC";
                signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            }
            case "rsa-pss-sha512" -> {
                family = "RSA";
                signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
            }
            default -> throw new IllegalArgumentException("Java has no " + algorithm + ": use a provider that does");
        }
        PrivateKey key = KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8)));
        signature.initSign(key);
        signature.update(text);
        return signature.sign();
    }

    /** 3. The answer: its body is the one of its digest, it repeats the nonce, and its signature is over it and over the request. */
    static boolean isOfOffice(Answer answer) throws GeneralSecurityException {
        String signed = "(\"@status\" \"content-digest\" \"content-type\" \"@method\";req \"@target-uri\";req \"content-digest\";req)";
        String given = answer.signatureInput.substring("psp=".length());
        var made = Pattern.compile(";created=(\\d+);").matcher(given);
        boolean isForThis = given.startsWith(signed + ";") && given.contains(";nonce=\"" + NONCE + "\";") && given.endsWith(";tag=\"psp-1-response\"");
        if (!isForThis || !made.find() || Math.abs(CREATED - Long.parseLong(made.group(1))) > 300) return false;
        if (!answer.contentDigest.equals(digestOf(answer.body))) return false;
        String base = String.join("\n",
            "\"@status\": " + answer.status,
            "\"content-digest\": " + answer.contentDigest,
            "\"content-type\": " + answer.contentType,
            "\"@method\";req: " + METHOD,
            "\"@target-uri\";req: " + URL,
            "\"content-digest\";req: " + digestOf(BODY),
            "\"@signature-params\": " + given);
        return isSigned(utf8(base), answer.signature.substring("psp=:".length(), answer.signature.length() - 1));
    }

    /** 4. A webhook: Standard Webhooks with Ed25519, one good signature of those that are there is enough. */
    static boolean isNotice(Webhook webhook, long now) throws GeneralSecurityException {
        if (!webhook.timestamp.matches("[1-9][0-9]{0,11}") || Math.abs(now - Long.parseLong(webhook.timestamp)) > 300) return false;
        byte[] head = utf8(webhook.id + "." + webhook.timestamp + ".");
        byte[] text = Arrays.copyOf(head, head.length + webhook.body.length);
        System.arraycopy(webhook.body, 0, text, head.length, webhook.body.length);
        for (String one : webhook.signature.split(" ")) {
            if (one.startsWith("v1a,") && isSigned(text, one.substring("v1a,".length()))) return true;
        }
        return false;
    }

    static boolean isSigned(byte[] text, String base64) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(OFFICE_KEY)));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        signature.update(text);
        return signature.verify(Base64.getDecoder().decode(base64));
    }

    static String digestOf(byte[] body) throws GeneralSecurityException {
        return "sha-256=:" + base64(MessageDigest.getInstance("SHA-256").digest(body)) + ":";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] altered(byte[] body) {
        byte[] other = body.clone();
        other[10] ^= 1;
        return other;
    }

    static void say(PrintStream out, String what, boolean isGood) {
        out.println(what + ": " + (isGood ? "verified" : "refused"));
    }
}
