<?php
/**
 * Hands the order of a web form to Ringdesk. Needs PHP 8.1 with the curl extension, nothing else.
 *
 * The settings live in a file OUTSIDE the web root, so that a broken PHP set-up never shows them:
 *
 *     <?php return [
 *         'url' => 'https://desk.example.com/orders/site',
 *         'secret' => '...',                  // [sources.site] secret of ringdesk.toml
 *     ];
 *
 * No command line is built anywhere: quotes, $() and line ends in a name are only ever JSON.
 */

declare(strict_types=1);

const RINGDESK_SETTINGS = '/etc/shop/ringdesk.php';
const RINGDESK_TRIES = 2;

/**
 * $orderId is the shop's own number of the order. The desk knows an order by it, so sending one twice is harmless.
 *
 * @param array<string, mixed> $post the form's fields, as a rule $_POST
 * @return bool true when the desk has the order on disk; false: keep it marked as unsent and call again later
 */
function ringdesk_send_order(string $orderId, array $post): bool
{
    $settings = require RINGDESK_SETTINGS;
    $body = ringdesk_write_order($orderId, $post);
    for ($try = 1; $try <= RINGDESK_TRIES; $try++) {
        $status = ringdesk_post($settings['url'], $settings['secret'], $body);
        if ($status >= 200 && $status < 300) {
            return true;
        }
        if ($status >= 400 && $status < 500 && $status !== 408 && $status !== 429) {
            break; // the desk understood and refused: asking again changes nothing
        }
    }
    error_log("ringdesk: order $orderId was not taken, HTTP status $status"); // no personal data in logs
    return false;
}

/** The order as JSON. Of the cookies only utm_* leave the shop: a session id is nobody else's business. */
function ringdesk_write_order(string $orderId, array $post): string
{
    $cookies = array_filter(
        $_COOKIE,
        static fn ($name): bool => str_starts_with((string) $name, 'utm_'),
        ARRAY_FILTER_USE_KEY
    );
    $order = [
        'server' => [
            'REMOTE_ADDR' => $_SERVER['REMOTE_ADDR'] ?? '',
            'HTTP_USER_AGENT' => $_SERVER['HTTP_USER_AGENT'] ?? '',
        ],
        'cookies' => (object) $cookies, // an empty PHP array would become [] instead of {}
        'post' => ['order_id' => $orderId] + $post,
    ];
    return json_encode($order, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
}

/** One POST. Returns the HTTP status, or 0 when there was no answer. */
function ringdesk_post(string $url, string $secret, string $body): int
{
    $curl = curl_init($url);
    curl_setopt_array($curl, [
        CURLOPT_POST => true,
        CURLOPT_POSTFIELDS => $body,
        CURLOPT_HTTPHEADER => [
            'Content-Type: application/json',
            'Authorization: Bearer ' . $secret,
        ],
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_FOLLOWLOCATION => false, // a redirect must not carry the secret elsewhere
        CURLOPT_PROTOCOLS => CURLPROTO_HTTPS,
        CURLOPT_CONNECTTIMEOUT => 3, // seconds; the customer is waiting for the page
        CURLOPT_TIMEOUT => 8,
    ]);
    $answer = curl_exec($curl);
    return $answer === false ? 0 : (int) curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
}
